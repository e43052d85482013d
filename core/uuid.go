package core

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/hex"
	"time"
)

// UUID is a universally unique identifier. A column of them is a Col[UUID]; the
// types of other packages that are 16 bytes do as well.
type UUID [16]byte

// NewUUID makes one (version 7, RFC 9562): later ones are greater, which keeps
// an index small.
func NewUUID() UUID {
	var u UUID
	_, _ = rand.Read(u[:]) // which never fails
	ms := uint64(time.Now().UnixMilli())
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u
}

// ParseUUID reads the usual form, with or without hyphens and braces.
func ParseUUID(s string) (UUID, error) { return parseUUID(s) }

// String is the usual form.
func (u UUID) String() string {
	h := hex.EncodeToString(u[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Value implements [driver.Valuer].
func (u UUID) Value() (driver.Value, error) { return u.String(), nil }
