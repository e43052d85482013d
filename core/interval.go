package core

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Interval is a span of time as PostgreSQL has it: months and days are not of
// one length, and are counted apart. A column of them is a Col[Interval].
type Interval struct {
	Months, Days int
	Time         time.Duration // to the microsecond
}

// String is the interval as PostgreSQL reads it.
func (i Interval) String() string {
	return fmt.Sprintf("%d months %d days %d microseconds", i.Months, i.Days, i.Time.Microseconds())
}

// Value implements [driver.Valuer].
func (i Interval) Value() (driver.Value, error) { return i.String(), nil }

// Scan implements [database/sql.Scanner]: "1 year 2 mons -3 days 04:05:06.789".
func (i *Interval) Scan(src any) error {
	if src == nil {
		return errNull
	}
	text := textOf(src)
	*i = Interval{}
	words := strings.Fields(text)
	for k := 0; k < len(words); k++ {
		if strings.Contains(words[k], ":") {
			if err := i.clock(words[k]); err != nil {
				return fmt.Errorf("%q is no interval: %w", text, err)
			}
			continue
		}
		n, err := strconv.Atoi(words[k])
		if err != nil || k+1 == len(words) {
			return fmt.Errorf("%q is no interval", text)
		}
		k++
		switch strings.TrimSuffix(words[k], "s") {
		case "year":
			i.Months += 12 * n
		case "mon":
			i.Months += n
		case "day":
			i.Days += n
		default:
			return fmt.Errorf("%q is no interval: %s", text, words[k])
		}
	}
	return nil
}

// clock reads hours, minutes and seconds, with a sign for all of them.
func (i *Interval) clock(s string) error {
	negative := strings.HasPrefix(s, "-")
	parts := strings.Split(strings.TrimLeft(s, "+-"), ":")
	if len(parts) != 3 {
		return fmt.Errorf("%q is no time", s)
	}
	d, err := time.ParseDuration(parts[0] + "h" + parts[1] + "m" + parts[2] + "s")
	if negative {
		d = -d
	}
	i.Time = d
	return err
}
