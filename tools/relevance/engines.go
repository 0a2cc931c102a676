package main

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/nl"
	_ "modernc.org/sqlite"
)

// ours runs the program on a network with these files in it.
func ours(program string, files ...string) func(string, []query) (map[string][]string, error) {
	return func(_ string, queries []query) (map[string][]string, error) {
		dir, err := os.MkdirTemp("", "relevance")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		batch := filepath.Join(dir, "queries.json")
		if err := writeBatch(batch, queries); err != nil {
			return nil, err
		}
		if err := command(program, dir, []string{"network", "add", "town", "--town", "Waterveen"}).Run(); err != nil {
			return nil, err
		}
		for _, file := range files {
			if err := command(program, dir, []string{"import", "--network", "town", file}).Run(); err != nil {
				return nil, err
			}
		}
		c := command(program, dir, []string{"search", "--network", "town", "--batch", batch})
		c.Stdout = nil
		text, err := c.Output()
		if err != nil {
			return nil, err
		}
		var answer struct{ Results map[string][]string }
		return answer.Results, json.Unmarshal(text, &answer)
	}
}

func command(program, dir string, args []string) *exec.Cmd {
	c := exec.Command(program, append(args, "--data", dir)...)
	c.Stderr = os.Stderr
	return c
}

func writeBatch(path string, queries []query) error {
	type item struct{ ID, Query string }
	var batch struct{ Queries []item }
	for _, q := range queries {
		batch.Queries = append(batch.Queries, item{q.id, q.text})
	}
	text, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// services reads the town: for each service its id and its texts.
func services(town string) ([]map[string]string, error) {
	f, err := os.Open(filepath.Join(town, "services.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		s := map[string]string{}
		for i, name := range rows[0] {
			switch name {
			case "id", "title", "organization", "description", "keywords", "needs", "audiences", "does", "area":
				s[name] = row[i]
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// words cuts a query into lower-case words of at least three letters.
func words(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len([]rune(w)) >= 3 {
			out = append(out, w)
		}
	}
	return out
}

// trigram asks SQLite's full-text index with trigrams for any of the words.
func trigram(town string, queries []query) (map[string][]string, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`create virtual table s using fts5(id unindexed, title, description, keywords, labels, area, tokenize='trigram')`); err != nil {
		return nil, err
	}
	all, err := services(town)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if _, err := db.Exec(`insert into s values (?,?,?,?,?,?)`, s["id"], s["title"], s["description"]+" "+s["does"], s["keywords"], s["needs"]+" "+s["audiences"], s["area"]); err != nil {
			return nil, err
		}
	}
	out := map[string][]string{}
	for _, q := range queries {
		if out[q.id], err = matching(db, words(q.text)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func matching(db *sql.DB, words []string) ([]string, error) {
	if len(words) == 0 {
		return nil, nil
	}
	rows, err := db.Query(`select id from s where s match ? order by bm25(s, 0, 3, 1.5, 3.5, 2.5, 1) limit 10`, `"`+strings.Join(words, `" OR "`)+`"`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// bleveDutch asks bleve with its Dutch analyser.
func bleveDutch(town string, queries []query) (map[string][]string, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = "nl"
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		return nil, err
	}
	defer index.Close()
	all, err := services(town)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if err := index.Index(s["id"], s); err != nil {
			return nil, err
		}
	}
	out := map[string][]string{}
	for _, q := range queries {
		found, err := index.Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(q.text), 10, 0, false))
		if err != nil {
			return nil, err
		}
		for _, hit := range found.Hits {
			out[q.id] = append(out[q.id], hit.ID)
		}
	}
	return out, nil
}
