package migrate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// Notes are what a statement asks, a line for each table.
func (s StatementForecast) Notes() []string {
	var lines []string
	if s.Form != "" && len(s.Costs) == 0 {
		lines = append(lines, s.Form)
	}
	for _, c := range s.Costs {
		line := c.String()
		if s.Form != "" {
			line = s.Form + "; " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// String is the cost in one line: "users: ACCESS EXCLUSIVE, rewrites the table,
// blocks reads and writes; about 1200000 rows, 340 MB, 3s and more".
func (c TableCost) String() string {
	var does []string
	if c.Mode != "" {
		does = append(does, c.Mode)
	}
	switch {
	case c.Rewrites:
		does = append(does, "rewrites the table")
	case c.Scans:
		does = append(does, "reads the whole table")
	case c.Changes:
		does = append(does, "rows may change")
	}
	if c.Lock != dialect.LockNone {
		does = append(does, c.Lock.String())
	}
	text := c.Table.String() + ": " + strings.Join(does, ", ")
	if size := c.size(); size != "" {
		text += "; " + size
	}
	return text
}

func (c TableCost) size() string {
	var parts []string
	if c.Rows >= 0 {
		parts = append(parts, "about "+counted(c.Rows))
	}
	if c.Bytes >= 0 {
		parts = append(parts, bytesText(c.Bytes))
	}
	if c.Reading > 0 {
		takes := roundedUp(c.Reading)
		if c.Rewrites {
			takes += " and more"
		}
		parts = append(parts, takes)
	}
	return strings.Join(parts, ", ")
}

func counted(rows int64) string {
	if rows == 1 {
		return "1 row"
	}
	return strconv.FormatInt(rows, 10) + " rows"
}

func bytesText(n int64) string {
	const unit = 1000
	size, units := float64(n), []string{"bytes", "kB", "MB", "GB", "TB"}
	for len(units) > 1 && size >= unit {
		size, units = size/unit, units[1:]
	}
	if size < 10 && units[0] != "bytes" {
		return fmt.Sprintf("%.1f %s", size, units[0])
	}
	return fmt.Sprintf("%.0f %s", size, units[0])
}

// roundedUp: an estimate has no more than two figures.
func roundedUp(d time.Duration) string {
	switch {
	case d > time.Minute:
		return (d + time.Minute/2).Round(time.Minute).String()
	case d > time.Second:
		return (d + time.Second/2).Round(time.Second).String()
	}
	return max(d.Round(10*time.Millisecond), 10*time.Millisecond).String()
}
