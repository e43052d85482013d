package postgres

import (
	"testing"

	"github.com/dbtool/dbtool/metadata"
)

func TestValuesInTexts(t *testing.T) {
	plain, in := metadata.Name{Name: "mood"}, metadata.Name{Schema: "shop", Name: "Odd mood"}
	for _, c := range []struct {
		enum       metadata.Name
		text, want string
	}{
		{plain, `'ok'::mood`, `'it''s ok'::mood`},
		{plain, `(m = 'ok'::mood) OR t = 'ok'::text`, `(m = 'it''s ok'::mood) OR t = 'ok'::text`},
		{plain, `'ok'::mood.x`, `'ok'::mood.x`},
		{plain, `'{ok,sad,NULL}'::mood[]`, `'{"it''s ok",sad,NULL}'::mood[]`},
		{plain, `'{{"ok"},{ok}}'::mood[]`, `'{{"it''s ok"},{"it''s ok"}}'::mood[]`},
		{plain, `'ok'`, `'ok'`},
		{in, `'ok'::shop."Odd mood"`, `'it''s ok'::shop."Odd mood"`},
		{in, `'ok'::"Odd mood"`, `'ok'::"Odd mood"`},
		{plain, `AS $f$ SELECT 'ok'::mood $f$`, `AS $f$ SELECT 'ok'::mood $f$`},
	} {
		v := valueTexts{d: New(), enum: c.enum, now: map[string]string{"ok": "it's ok"}}
		if got := v.text(c.text); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}
