package db

import (
	"context"
	"database/sql"
	"maps"
	"sync"
)

// memory keeps the statements prepared that the transactions of a pool run again and again. SQLite parses and plans a
// statement each time it is run as a text, which takes as long as running it. PostgreSQL has no need of it: its driver
// remembers by itself.
type memory struct {
	mu   sync.Mutex
	kept map[string]*sql.Stmt // nil = it was run once
}

// mostKept is how many statements a pool keeps. Lists of ids of any length make ever new ones: those that came once make place.
const mostKept = 500

func newMemory() *memory { return &memory{kept: map[string]*sql.Stmt{}} }

// of gives the prepared statement of a text. again tells whether it should be prepared.
func (m *memory) of(query string) (statement *sql.Stmt, again bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	statement, again = m.kept[query]
	if !again && len(m.kept) >= mostKept {
		maps.DeleteFunc(m.kept, func(_ string, s *sql.Stmt) bool { return s == nil })
	}
	if !again && len(m.kept) < mostKept {
		m.kept[query] = nil
	}
	return statement, again && statement == nil
}

// learn prepares statements. It is called when a transaction is over, which until then had the connection that this needs;
// while others want that, it is left for another time. A statement that cannot be prepared runs as a text, and says there what
// is wrong with it.
func (m *memory) learn(ctx context.Context, pool *sql.DB, queries []string) {
	for _, query := range queries {
		if pool.Stats().Idle == 0 {
			return
		}
		statement, err := pool.PrepareContext(ctx, query)
		if err != nil {
			continue
		}
		m.mu.Lock()
		if m.kept[query] != nil {
			_ = statement.Close() // another transaction was sooner
		} else {
			m.kept[query] = statement
		}
		m.mu.Unlock()
	}
}

// remembered runs the statements of one transaction, prepared where memory has them.
type remembered struct {
	*sql.Tx
	memory *memory
	again  []string // what should be prepared
}

func (r *remembered) prepared(ctx context.Context, query string) *sql.Stmt {
	statement, again := r.memory.of(query)
	if again {
		r.again = append(r.again, query)
	}
	if statement == nil {
		return nil
	}
	return r.StmtContext(ctx, statement)
}

// ExecContext runs a statement.
func (r *remembered) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if statement := r.prepared(ctx, query); statement != nil {
		return statement.ExecContext(ctx, args...)
	}
	return r.Tx.ExecContext(ctx, query, args...)
}

// QueryContext runs a statement that gives rows.
func (r *remembered) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if statement := r.prepared(ctx, query); statement != nil {
		return statement.QueryContext(ctx, args...)
	}
	return r.Tx.QueryContext(ctx, query, args...)
}
