// Package otel makes spans of statements, for OpenTelemetry. It is a module of
// its own, so that nobody who imports dbtool has OpenTelemetry along.
package otel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/dbtool/dbtool/engine"
)

// Hook makes a span of each statement, named for its verb, with the attributes
// of OpenTelemetry's conventions for databases: https://opentelemetry.io/docs/specs/semconv/database/
// Values are never in them. System is the database's name there: "sqlite",
// "mysql", "mariadb", "postgresql".
func Hook(tracer trace.Tracer, system string) engine.Hook {
	return &hook{tracer, attribute.String("db.system.name", system)}
}

type hook struct {
	tracer trace.Tracer
	system attribute.KeyValue
}

// Before begins the span, which is in the context that the statement is sent
// with.
func (h *hook) Before(ctx context.Context, ev *engine.Event) context.Context {
	ctx, span := h.tracer.Start(ctx, ev.Verb(), trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(ev.Began))
	if span.IsRecording() {
		span.SetAttributes(h.system, attribute.String("db.query.text", ev.SQL), attribute.String("db.operation.name", ev.Verb()))
		if at := ev.Caller(); at != "" {
			span.SetAttributes(attribute.String("code.file.path", at))
		}
	}
	return ctx
}

// After ends the span.
func (h *hook) After(ctx context.Context, ev *engine.Event) {
	span := trace.SpanFromContext(ctx)
	if ev.Rows >= 0 {
		span.SetAttributes(attribute.Int64("db.response.returned_rows", ev.Rows))
	}
	if ev.Err != nil {
		span.SetStatus(codes.Error, ev.Err.Error())
		var s *engine.StatementError
		if errors.As(ev.Err, &s) {
			span.SetAttributes(attribute.String("error.type", string(s.Problem.Class)), attribute.String("db.response.status_code", s.Problem.Code))
		}
	}
	span.End()
}
