package reflect

import (
	"html/template"
	"io"

	"github.com/dbtool/dbtool/metadata"
)

// WriteHTML writes one page that needs nothing else: a list of tables that can
// be searched, and for each its columns, keys and indexes.
func WriteHTML(w io.Writer, m *metadata.MetaData) error {
	return page.Execute(w, m)
}

var page = template.Must(template.New("schema").Funcs(template.FuncMap{
	"extras": extras, "constraint": DescribeConstraint, "index": DescribeIndex,
}).Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Schema</title><style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; display: flex; color: #222; }
nav { width: 18em; height: 100vh; overflow: auto; position: sticky; top: 0; padding: 1em; border-right: 1px solid #ddd; box-sizing: border-box; }
nav a { display: block; color: #06c; text-decoration: none; }
main { padding: 1em 2em; flex: 1; min-width: 0; }
table { border-collapse: collapse; margin: .5em 0; } td, th { border-bottom: 1px solid #eee; padding: .2em 1em .2em 0; text-align: left; vertical-align: top; }
code, td { font-family: ui-monospace, monospace; font-size: 13px; } section { margin-bottom: 2.5em; } .c { color: #666; }
</style></head><body>
<nav><input id="q" placeholder="search" aria-label="search"><div id="list">
{{range .Tables}}<a href="#{{.Ident}}">{{.Ident}}</a>{{end}}{{range .Views}}<a href="#{{.Ident}}">{{.Ident}} (view)</a>{{end}}</div></nav><main>
{{range .Tables}}<section id="{{.Ident}}"><h2>{{.Ident}}</h2>{{with .Comment}}<p class="c">{{.}}</p>{{end}}
<table><tr><th>column</th><th>type</th><th>null</th><th></th></tr>{{range .Columns}}<tr><td>{{.Name}}</td><td>{{.Type}}</td><td>{{if .Nullable}}null{{else}}not null{{end}}</td><td>{{extras .}}</td></tr>{{end}}</table>
<ul>{{range .Constraints}}<li><code>{{constraint .}}</code></li>{{end}}{{range .Indexes}}<li><code>{{index .}}</code></li>{{end}}</ul></section>
{{end}}{{range .Views}}<section id="{{.Ident}}"><h2>{{.Ident}} (view)</h2><pre>{{.Definition}}</pre></section>{{end}}
{{with .Unmanaged}}<section><h2>Not managed</h2><ul>{{range .}}<li>{{.Kind}} {{.Name}}: {{.Why}}</li>{{end}}</ul></section>{{end}}
</main><script>
document.getElementById("q").oninput = function () {
  var q = this.value.toLowerCase();
  document.querySelectorAll("#list a").forEach(function (a) { a.style.display = a.textContent.toLowerCase().includes(q) ? "" : "none"; });
};
</script></body></html>
`))
