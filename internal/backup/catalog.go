package backup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"samenspel/internal/db"
)

// table is what the catalog of the engine tells about a table.
type table struct {
	name    string
	columns []column
	refs    []string // tables that must be filled before it
	loose   []int    // columns that name rows of the table itself
}

type column struct {
	name string
	kind kind
	key  bool // part of the primary key
}

// belongs is the column that says to which network a row belongs.
const belongs = "network_id"

// catalog asks one engine about its tables. The table of schema versions is not among them.
type catalog struct {
	tables  string // their names
	columns string // name, type and whether it is part of the primary key, of a table
	refs    string // table and column of each foreign key of a table
	kinds   map[string]kind
}

var catalogs = map[string]catalog{
	"sqlite": {
		tables:  `select name from sqlite_schema where type = 'table' and name not like 'sqlite\_%' escape '\' and name <> 'goose_db_version' order by name`,
		columns: `select name, lower(type), pk > 0 from pragma_table_info($1) order by cid`,
		refs:    `select "table", "from" from pragma_foreign_key_list($1)`,
		kinds:   map[string]kind{"text": text, "integer": integer, "bigint": integer, "boolean": boolean, "timestamp": timestamp, "double precision": double},
	},
	"postgres": {
		tables: `select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
			and relname <> 'goose_db_version' order by relname`,
		columns: `select a.attname::text, format_type(a.atttypid, null), exists (select 1 from pg_constraint c
				where c.conrelid = a.attrelid and c.contype = 'p' and a.attnum = any (c.conkey))
			from pg_attribute a where a.attrelid = (select oid from pg_class where relname = $1 and relnamespace = 'public'::regnamespace)
			and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
		refs: `select f.relname::text, a.attname::text from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class f on f.oid = c.confrelid
			join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
			where c.contype = 'f' and t.relname = $1 and t.relnamespace = 'public'::regnamespace`,
		kinds: map[string]kind{"text": text, "integer": integer, "bigint": integer, "boolean": boolean, "timestamp without time zone": timestamp, "double precision": double},
	},
}

// readTables gives every table, in an order in which they can be filled.
func readTables(ctx context.Context, tx *db.Tx, engine string) ([]table, error) {
	c := catalogs[engine]
	names, err := db.All(ctx, tx, db.Value[string], c.tables)
	if err != nil {
		return nil, err
	}
	tables := make([]table, len(names))
	for i, name := range names {
		if tables[i], err = c.table(ctx, tx, name); err != nil {
			return nil, err
		}
	}
	return inOrder(tables)
}

func (c catalog) table(ctx context.Context, tx *db.Tx, name string) (t table, err error) {
	t.name = name
	t.columns, err = db.All(ctx, tx, func(scan db.Scan) (col column, err error) {
		var kind string
		if err := scan(&col.name, &kind, &col.key); err != nil {
			return col, err
		}
		var known bool
		if col.kind, known = c.kinds[kind]; !known {
			return col, fmt.Errorf("column %s of table %s is a %s, which a backup cannot hold", col.name, name, kind)
		}
		return col, nil
	}, c.columns, name)
	if err != nil {
		return t, err
	}
	if t.at(belongs) < 0 {
		return t, fmt.Errorf("table %s has no %s, so that a backup cannot read it network by network", name, belongs)
	}
	return t, c.references(ctx, tx, &t)
}

// references fills in what a table refers to: other tables, and itself.
func (c catalog) references(ctx context.Context, tx *db.Tx, t *table) error {
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var to, from string
		if err := scan(&to, &from); err != nil {
			return err
		}
		i := t.at(from)
		switch {
		case to != t.name && !slices.Contains(t.refs, to):
			t.refs = append(t.refs, to)
		case to == t.name && i >= 0 && !t.columns[i].key && !slices.Contains(t.loose, i):
			t.loose = append(t.loose, i)
		}
		return nil
	}, c.refs, t.name)
}

// at gives the place of a column, or -1.
func (t table) at(name string) int {
	return slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
}

// names gives the columns for SQL.
func (t table) names() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = quote(c.name)
	}
	return strings.Join(names, ", ")
}

// key gives the places of the columns of the primary key.
func (t table) key() (places []int) {
	for i, c := range t.columns {
		if c.key {
			places = append(places, i)
		}
	}
	return places
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// inOrder puts tables after those they refer to.
func inOrder(tables []table) (ordered []table, err error) {
	placed := map[string]bool{}
	for len(ordered) < len(tables) {
		before := len(ordered)
		for _, t := range tables {
			if !placed[t.name] && !slices.ContainsFunc(t.refs, func(to string) bool { return !placed[to] }) {
				placed[t.name] = true
				ordered = append(ordered, t)
			}
		}
		if len(ordered) == before {
			return nil, fmt.Errorf("tables refer to each other in a circle, so that none can be filled first")
		}
	}
	return ordered, nil
}
