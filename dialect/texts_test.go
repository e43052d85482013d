package dialect

import (
	"fmt"
	"sync"
	"testing"
	"unsafe"
)

// The same text is the same string, from any goroutine, and no more is kept
// than the limit says.
func TestTextsAreKept(t *testing.T) {
	s := Server{texts: &textCache{known: map[string]string{}}}
	first := s.texts.of([]byte("SELECT 1"))
	if again := s.texts.of([]byte("SELECT 1")); unsafe.StringData(again) != unsafe.StringData(first) {
		t.Error("the same text was made twice")
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for i := range 2000 {
				want := fmt.Sprintf("SELECT %d, %01000d", i, g)
				if got := s.texts.of([]byte(want)); got != want {
					t.Errorf("got %.20s, want %.20s", got, want)
				}
			}
		})
	}
	wait.Wait()
	kept := 0
	for text := range s.texts.known {
		kept += len(text)
	}
	if kept > maxTexts {
		t.Errorf("%d bytes are kept", kept)
	}
	long := make([]byte, maxTexts)
	if s.texts.of(long); s.texts.known[string(long)] != "" {
		t.Error("a very long text was kept")
	}
	if n := testing.AllocsPerRun(100, func() { s.texts.of([]byte("SELECT 2")) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
