// Package errgroup stands for that of golang.org/x/sync.
package errgroup

type Group struct{}

func (*Group) Go(f func() error) {}
func (*Group) Wait() error       { return nil }
