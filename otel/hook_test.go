package otel_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/sqlite"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/otel"
)

func TestSpans(t *testing.T) {
	seen := tracetest.NewSpanRecorder()
	provider := trace.NewTracerProvider(trace.WithSpanProcessor(seen))
	tracer := provider.Tracer("test")
	e, err := engine.OpenWith(t.Context(), []dialect.Dialect{sqlite.New()}, "sqlite::memory:", engine.Options{Hooks: []engine.Hook{otel.Hook(tracer, "sqlite")}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx, request := tracer.Start(t.Context(), "request")
	if _, err := e.Exec(ctx, "CREATE TABLE notes (id INTEGER PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time the key is taken
		_, err = e.Exec(ctx, "INSERT INTO notes VALUES (?)", 4711)
	}
	if err == nil {
		t.Fatal("the key is there twice")
	}
	request.End()
	spans := seen.Ended()
	if len(spans) != 4 {
		t.Fatalf("%d spans", len(spans))
	}
	for i, name := range []string{"CREATE", "INSERT", "INSERT"} {
		s := spans[i]
		if s.Name() != name || s.Parent().SpanID() != request.SpanContext().SpanID() || (s.Status().Code == codes.Error) != (i == 2) {
			t.Errorf("span %d is %s, %v", i, s.Name(), s.Status())
		}
		if text := fmt.Sprint(s.Attributes(), s.Status()); strings.Contains(text, "4711") || !strings.Contains(text, "hook_test.go:") {
			t.Errorf("span %d: %s", i, text)
		}
	}
}

func ExampleHook() {
	seen := tracetest.NewSpanRecorder()
	tracer := trace.NewTracerProvider(trace.WithSpanProcessor(seen)).Tracer("app")
	ctx := context.Background()
	e, err := engine.OpenWith(ctx, []dialect.Dialect{sqlite.New()}, "sqlite::memory:", engine.Options{Hooks: []engine.Hook{otel.Hook(tracer, "sqlite")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	if _, err := e.Exec(ctx, "SELECT 1"); err != nil {
		fmt.Println(err)
	}
	fmt.Println(seen.Ended()[0].Name())
	// Output: SELECT
}
