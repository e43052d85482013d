// Package reflect reads live databases into MetaData and writes MetaData in the
// forms that people and programs read: text, Go source, Mermaid, DOT, HTML.
package reflect
