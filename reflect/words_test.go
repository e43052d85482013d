package reflect

import "testing"

func TestSingular(t *testing.T) {
	for many, one := range map[string]string{
		"users": "user", "order_lines": "order_line", "companies": "company", "addresses": "address", "boxes": "box", "matches": "match",
		"statuses": "status", "status": "status", "people": "person", "OldPeople": "OldPerson", "USERS": "USER", "warehouses": "warehouse",
		"series": "series", "analysis": "analysis", "person": "person", "heroes": "hero", "s": "s", "as": "as", "": "", "Ta bles": "Ta ble",
		"movies": "movie", "days": "day", "日本": "日本", "dishes": "dish", "users2": "users2",
	} {
		if got := singular(many); got != one {
			t.Errorf("singular(%q) = %q, want %q", many, got, one)
		}
	}
}

func TestPlural(t *testing.T) {
	for one, many := range map[string]string{
		"User": "Users", "Company": "Companies", "Day": "Days", "Address": "Addresses", "Match": "Matches", "Person": "People", "OrderLine": "OrderLines",
		"Child": "Children", "Status": "Statuses", "Box": "Boxes", "y": "ys",
	} {
		if got := plural(one); got != many {
			t.Errorf("plural(%q) = %q, want %q", one, got, many)
		}
	}
}
