// Command relevance scores search engines on graded queries for the demo town.
//
// It is the only code that reads queries.txt. Ours is the program itself: it
// imports the town into a network of its own and answers the queries with
// "samenspel search --batch". The others get the same texts: SQLite FTS5 with
// trigrams, bleve with its Dutch analyser, and PostgreSQL with its Dutch dictionaries.
//
// Where there is the larger town of SAMENSPEL_SHARED, ours answers town.txt and
// fresh.txt on it as well: queries that were written before anyone looked at results.
//
// A grade is a gain of 2^grade - 1; a hit of grade 2 or 3 is right. The odd
// queries are open: the ranking may be tuned on them. The even ones are frozen.
// The command fails when ours scores more than 0.01 below score.txt.
//
//	go run . PROGRAM TOWN [--keep]   (TOWN: the folder of the demo data; --keep writes score.txt)
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// query is a graded query.
type query struct {
	id, category, text string
	grades             map[string]int // service → 1, 2 or 3
	frozen             bool
}

// engine answers all queries: by query, the services found, best first.
type engine struct {
	name   string
	answer func(town string, queries []query) (map[string][]string, error)
}

const allowed = 0.01 // how far ours may fall below the score kept

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: relevance PROGRAM TOWN [--keep]"))
	}
	text, err := os.ReadFile("queries.txt")
	fail(err)
	queries, err := read(string(text))
	fail(err)
	engines := []engine{{"samenspel", ours(os.Args[1], filepath.Join(os.Args[2], "areas.geojson"), filepath.Join(os.Args[2], "services.csv"))}, {"sqlite trigram", trigram}, {"bleve nl", bleveDutch}, {"postgres dutch", postgresDutch}}
	var first score
	for i, e := range engines {
		found, err := e.answer(os.Args[2], queries)
		fail(err)
		s := measure(queries, found)
		if i == 0 {
			first = s
			fmt.Println(heading(s))
		}
		fmt.Println(s.row(e.name))
	}
	fail(large(os.Args[1], os.Args[2]))
	fail(first.keep(slices.Contains(os.Args[3:], "--keep")))
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "relevance:", err)
		os.Exit(1)
	}
}

// read reads the lines "category | query | service:grade …".
func read(text string) ([]query, error) {
	var out []query
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 3 {
			return nil, fmt.Errorf("queries.txt line %d: not three parts", n+1)
		}
		q := query{id: fmt.Sprintf("q%03d", len(out)+1), category: parts[0], text: parts[1], grades: map[string]int{}, frozen: len(out)%2 == 1}
		for _, item := range strings.Fields(parts[2]) {
			service, grade, _ := strings.Cut(item, ":")
			g, err := strconv.Atoi(grade)
			if err != nil || g < 1 || g > 3 || q.grades[service] > 0 {
				return nil, fmt.Errorf("queries.txt line %d: %q", n+1, item)
			}
			q.grades[service] = g
		}
		out = append(out, q)
	}
	return out, nil
}
