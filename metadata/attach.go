package metadata

// Attach keeps something beside the schema under a key of the caller's own
// type, such as how structs are mapped to its tables. Copies of the schema do
// not have it. It is not for use from several goroutines at once.
func (m *MetaData) Attach(key, value any) {
	if m.attached == nil {
		m.attached = map[any]any{}
	}
	m.attached[key] = value
}

// Attached is what Attach has kept, or nil.
func (m *MetaData) Attached(key any) any { return m.attached[key] }
