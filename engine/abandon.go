package engine

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// identify asks the server what it calls the connection.
func (c *conn) identify(ctx context.Context) error {
	if c.pool.Identify == "" {
		return nil
	}
	rows, err := c.queryer.QueryContext(ctx, c.pool.Identify, nil)
	if err != nil {
		return err
	}
	cells := make([]driver.Value, 1)
	if err := errors.Join(rows.Next(cells), rows.Close()); err != nil {
		return err
	}
	switch v := cells[0].(type) {
	case []byte:
		c.id = string(v)
	default:
		c.id = fmt.Sprint(v)
	}
	return nil
}

// abandon has the server stop what the connection was doing when it was given
// up in the middle, over another connection. Nobody waits for that, and if it
// cannot be done, the server finds out by itself some time.
func (c *conn) abandon() {
	v, ok := c.Conn.(driver.Validator)
	if c.id == "" || !ok || v.IsValid() {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		other, err := c.pool.Connector.Connect(ctx)
		if err != nil {
			return
		}
		defer other.Close()
		if x, ok := other.(driver.ExecerContext); ok {
			_, _ = x.ExecContext(ctx, c.pool.Kill+c.id, nil) // it may have ended meanwhile
		}
	}()
}
