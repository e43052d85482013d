package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// SnapshotVersion is the version of the snapshot format this package writes.
// It reads this one and all before it.
const SnapshotVersion = 1

// snapshot is the JSON form of a MetaData.
type snapshot struct {
	Version       int              `json:"dbtool_snapshot"`
	Schema        string           `json:"schema,omitempty"`
	Naming        NamingConvention `json:"naming,omitempty"`
	Dialect       string           `json:"dialect,omitempty"`
	Product       string           `json:"product,omitempty"`
	ServerVersion string           `json:"server_version,omitempty"`
	Options       Options          `json:"options,omitempty"`
	Schemas       []*Schema        `json:"schemas,omitempty"`
	Extensions    []*Extension     `json:"extensions,omitempty"`
	Enums         []*Enum          `json:"enums,omitempty"`
	Domains       []*Domain        `json:"domains,omitempty"`
	Sequences     []*Sequence      `json:"sequences,omitempty"`
	Tables        []*Table         `json:"tables"`
	Views         []*View          `json:"views,omitempty"`
	Routines      []*Routine       `json:"routines,omitempty"`
	Triggers      []*Trigger       `json:"triggers,omitempty"`
	Objects       []*Object        `json:"objects,omitempty"`
	Unmanaged     []Unmanaged      `json:"unmanaged,omitempty"`
}

// MarshalJSON writes a snapshot: everything but the places of declarations,
// in the order of the lists. Call [MetaData.Sort] first for equal bytes.
func (m *MetaData) MarshalJSON() ([]byte, error) {
	s := snapshot{SnapshotVersion, m.Schema, m.Naming, m.Dialect, m.Product, m.Version, m.Options,
		m.Schemas, m.Extensions, m.Enums, m.Domains, m.Sequences, m.tables, m.Views, m.Routines,
		m.Triggers, m.Objects, m.Unmanaged}
	if s.Tables == nil {
		s.Tables = []*Table{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// UnmarshalJSON reads a snapshot. An unknown field, an unknown version or
// anything behind the end is an error: what is not understood is not dropped.
func (m *MetaData) UnmarshalJSON(data []byte) error {
	var head struct {
		Version *int `json:"dbtool_snapshot"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return snapshotError(data, err)
	}
	if head.Version == nil {
		return errors.New(`metadata: no snapshot: the field "dbtool_snapshot" is missing`)
	}
	if *head.Version < 1 || *head.Version > SnapshotVersion {
		return fmt.Errorf("metadata: snapshot version %d; this dbtool reads up to %d", *head.Version, SnapshotVersion)
	}
	var s snapshot
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return snapshotError(data, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("metadata: snapshot: something follows the end of the document")
	}
	*m = MetaData{Schema: s.Schema, Naming: s.Naming, Dialect: s.Dialect, Product: s.Product,
		Version: s.ServerVersion, Options: s.Options, Schemas: s.Schemas, Extensions: s.Extensions,
		Enums: s.Enums, Domains: s.Domains, Sequences: s.Sequences, Views: s.Views,
		Routines: s.Routines, Triggers: s.Triggers, Objects: s.Objects, Unmanaged: s.Unmanaged, byName: map[Name]*Table{}}
	for _, t := range s.Tables {
		if t == nil {
			return errors.New("metadata: snapshot: a table is null")
		}
		if m.byName[t.Ident()] != nil {
			return fmt.Errorf("metadata: snapshot: table %s stands there twice", t.Ident())
		}
		m.tables = append(m.tables, t)
		m.byName[t.Ident()] = t
	}
	return nil
}

// snapshotError adds line and column to what the decoder says.
func snapshotError(data []byte, err error) error {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &wrong):
		offset = wrong.Offset
	}
	if offset < 0 || offset > int64(len(data)) {
		return fmt.Errorf("metadata: snapshot: %w", err)
	}
	before := data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	col := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("metadata: snapshot, line %d, column %d: %w", line, col, err)
}
