package main

import (
	"fmt"
	"slices"
	"strings"
)

// The picture: a row per operation, a panel per database, a dot per library.
const (
	rowHeight, panelWidth, leftWidth, topHeight = 22, 300, 190, 60
	most                                        = 3.0 // ratio at the right edge; what is slower stands there
)

var colours = map[string]string{"dbtool-core": "#0b6e4f", "dbtool-orm": "#1f77b4", "sqlx": "#8c6d31", "bun": "#d62728", "gorm": "#9467bd", "ent": "#ff7f0e"}

func plot(all []record) string {
	all = slices.DeleteFunc(slices.Clone(all), func(r record) bool { return r.Ratio == 0 })
	databases, libraries := names(all, func(r record) string { return r.Database }), names(all, func(r record) string { return r.Library })
	rows := names(all, func(r record) string { return r.Op })
	var b strings.Builder
	width, height := leftWidth+panelWidth*len(databases)+20, topHeight+rowHeight*len(rows)+30
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	legend(&b, libraries)
	for i, op := range rows {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", leftWidth-10, topHeight+rowHeight*i+16, titles[op])
	}
	for i, db := range databases {
		panel(&b, leftWidth+panelWidth*i, db, rows, all)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func legend(b *strings.Builder, libraries []string) {
	x := leftWidth
	for _, l := range libraries {
		if c, ok := colours[l]; ok {
			fmt.Fprintf(b, `<circle cx="%d" cy="15" r="5" fill="%s"/><text x="%d" y="19">%s</text>`+"\n", x, c, x+10, l)
			x += 40 + 7*len(l)
		}
	}
	fmt.Fprintf(b, `<text x="%d" y="19" fill="#666">time by that of database/sql; left is faster</text>`+"\n", x)
}

func panel(b *strings.Builder, x int, db string, rows []string, all []record) {
	bottom := topHeight + rowHeight*len(rows)
	fmt.Fprintf(b, `<text x="%d" y="%d" font-weight="bold">%s</text>`+"\n", x, topHeight-12, db)
	for _, mark := range []float64{0, 0.5, 1, 2, 3} {
		at, colour := x+place(mark), "#ddd"
		if mark == 1 {
			colour = "#333"
		}
		fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s"/><text x="%d" y="%d" text-anchor="middle" fill="#666">%g</text>`+"\n", at, topHeight, at, bottom, colour, at, bottom+16, mark)
	}
	for _, r := range all {
		c, ok := colours[r.Library]
		if r.Database == db && ok {
			fmt.Fprintf(b, `<circle cx="%d" cy="%d" r="5" fill="%s" fill-opacity="0.8"><title>%s: %.2f</title></circle>`+"\n",
				x+place(r.Ratio), topHeight+rowHeight*slices.Index(rows, r.Op)+rowHeight/2, c, r.Library, r.Ratio)
		}
	}
}

func place(ratio float64) int { return int(min(ratio, most) / most * (panelWidth - 30)) }
