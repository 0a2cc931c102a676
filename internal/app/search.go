package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/search"
	"samenspel/internal/upkeep"
)

var searchCommand = command{name: "search", usage: "--network SLUG [--limit 10] [--area NAME] [--explain] [--json] WORDS… | --batch FILE",
	summary: "search a network as its visitors do", run: runSearch, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.IntVar(&a.limit, "limit", 10, "most results for a query")
		flags.StringVar(&a.area, "area", "", "name or code of the area that is preferred")
		flags.BoolVar(&a.explain, "explain", false, "say on which words each result was found")
		flags.BoolVar(&a.json, "json", false, "answer as JSON")
		flags.StringVar(&a.batch, "batch", "", "file with queries {\"queries\": [{\"id\", \"query\"}]}; answers {\"name\", \"results\"}")
	}}

func runSearch(ctx context.Context, e *env) error {
	n, operator, err := e.operator(ctx)
	if err != nil {
		return err
	}
	if e.asked.limit < 1 {
		return misuse{"--limit must be 1 or more"}
	}
	if e.asked.batch == "" && len(e.words) == 0 {
		return misuse{"say what to search for"}
	}
	actor := access.As(access.Visitor, operator.Network)
	keeper := search.NewKeeper(e.directory, e.places, nil)
	keeper.Words = upkeep.NewStore(e.db, e.directory, nil).ByKind
	index, err := keeper.Index(ctx, actor)
	if err != nil {
		return err
	}
	if e.asked.batch != "" {
		return e.batch(index, n.Slug)
	}
	area, err := e.areaNamed(ctx, actor, e.asked.area)
	if err != nil {
		return err
	}
	found := index.Search(search.Query{Text: strings.Join(e.words, " "), Area: area, Limit: e.asked.limit})
	return e.show(ctx, actor, found)
}

// areaNamed gives the id of the area that is preferred, or "".
func (e *env) areaNamed(ctx context.Context, actor access.Actor, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	tree, err := e.places.Tree(ctx, actor)
	if err != nil {
		return "", err
	}
	named := tree.Named(name)
	if len(named) == 0 {
		return "", fmt.Errorf("%w: there is no area %q in this network", errs.NotFound, name)
	}
	return named[0].ID, nil
}

// batch answers a file of queries with the references that the entries have at their source. Ties have one order, so
// that the same input always gives the same output.
func (e *env) batch(index *search.Index, name string) error {
	text, err := os.ReadFile(e.asked.batch)
	if err != nil {
		return fmt.Errorf("reading the queries: %w", err)
	}
	var input struct {
		Queries []struct{ ID, Query string }
	}
	if err := json.Unmarshal(text, &input); err != nil {
		return errs.Problems{{Text: "the queries are not JSON of the form {\"queries\": [{\"id\", \"query\"}]}: " + err.Error()}}
	}
	results := make(map[string][]string, len(input.Queries))
	for _, q := range input.Queries {
		refs := []string{}
		for _, hit := range index.Search(search.Query{Text: q.Query, Limit: e.asked.limit}).Hits {
			refs = append(refs, hit.Document.Ref)
		}
		results[q.ID] = refs
	}
	return json.NewEncoder(e.out).Encode(map[string]any{"name": name, "results": results})
}

// found is one result as the command shows it.
type found struct {
	Slug         string          `json:"slug"`
	Ref          string          `json:"ref"`
	Title        string          `json:"title"`
	Organization string          `json:"organization"`
	Phone        string          `json:"phone"`
	Score        float64         `json:"score"`
	Reasons      []search.Reason `json:"reasons,omitempty"`
}

func (e *env) show(ctx context.Context, actor access.Actor, r search.Result) error {
	var ids []string
	for _, hit := range r.Hits {
		ids = append(ids, hit.Document.ID)
	}
	entries, err := e.directory.Entries(ctx, actor, ids)
	if err != nil {
		return err
	}
	if len(entries) != len(r.Hits) {
		return errors.New("the directory changed while it was being searched; try again")
	}
	shown := make([]found, len(entries))
	for i, entry := range entries {
		shown[i] = describe(entry, r.Hits[i], e.asked.explain)
	}
	if e.asked.json {
		return json.NewEncoder(e.out).Encode(map[string]any{"total": r.Total, "results": shown})
	}
	fmt.Fprintf(e.out, "%d found\n", r.Total)
	for i, f := range shown {
		fmt.Fprintf(e.out, "%2d. %s – %s  %s\n", i+1, f.Title, f.Organization, f.Phone)
		for _, reason := range f.Reasons {
			fmt.Fprintf(e.out, "      %q in %s: %q (%s)\n", reason.Word, reason.Field, reason.Found, reason.Kind)
		}
	}
	return nil
}

func describe(entry directory.Entry, hit search.Hit, explain bool) found {
	f := found{Slug: entry.Service.Slug, Ref: entry.Service.Origin.Ref, Title: entry.Service.Title,
		Organization: entry.Organization.Name, Phone: entry.Telephone(), Score: hit.Score}
	if explain {
		f.Reasons = hit.Reasons
	}
	return f
}
