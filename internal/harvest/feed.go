package harvest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
)

// Getter fetches an address. It decides which addresses may be asked, and how long and how much they may send.
type Getter func(ctx context.Context, wanted Wanted) (Answer, error)

// Wanted is what to fetch, unless it is still what it was.
type Wanted struct {
	Address        string
	ETag, Modified string // of what is known; "" = nothing is
}

// Answer is what came back. Close its body, unless it is the same as before.
type Answer struct {
	Body           io.ReadCloser
	ETag, Modified string
	Same           bool // nothing changed; there is no body
}

// Origin is where a source is fetched from, and what is known of the last time.
type Origin struct {
	Address        string
	ETag, Modified string
	Since          *time.Time // an API is asked for changes since then only; nil = everything
}

// perPage is how many services are asked of an API at a time, and maxPages how many pages are read.
const (
	perPage  = 200
	maxPages = 50_000
)

// Fetch is Import of what lies at an address: a file, or a live API of HSDS 3.1. It gives the origin to use the next
// time. Of something that did not change it gives an empty report and makes no run.
func (im *Importer) Fetch(ctx context.Context, actor access.Actor, source string, from Origin, get Getter, options Options) (report Report, next Origin, err error) {
	defer errs.Wrap(&err, "harvest.Fetch(source %q)", source)
	next = from
	if isAPI(from.Address, options.Format) {
		begun := im.db.Now()
		report, err = im.carry(ctx, actor, source, options, func(_ time.Time, report *Report) (*drafts, func(string) string, error) {
			return (&feed{ctx: ctx, get: get, from: from, source: source}).read(report)
		})
		if err == nil && !options.DryRun {
			next.Since = &begun
		}
		return report, next, err
	}
	answer, err := get(ctx, Wanted{from.Address, from.ETag, from.Modified})
	if err != nil {
		return report, next, err
	}
	if answer.Same {
		report = Report{Source: source, DryRun: options.DryRun, Notes: []string{"nothing changed at the address since the last time"}}
		report.finish(0)
		return report, next, nil
	}
	defer func() { _ = answer.Body.Close() }()
	report, err = im.Import(ctx, actor, source, Input{Name: path.Base(from.Address), Data: answer.Body}, options)
	if err == nil && !options.DryRun {
		next.ETag, next.Modified = answer.ETag, answer.Modified
	}
	return report, next, err
}

// isAPI tells whether an address is that of a live API: one that names no file.
func isAPI(address string, format Format) bool {
	u, err := url.Parse(address)
	if err != nil || format != "" && format != FormatAuto && format != FormatHSDS {
		return false
	}
	base := path.Base(u.Path)
	return !strings.Contains(base, ".") && (format == FormatHSDS || base == "services" || strings.Contains(u.Path, "hsds") || base == "/" || base == ".")
}

// feed reads a live API, page after page.
type feed struct {
	ctx    context.Context
	get    Getter
	from   Origin
	source string
	total  int  // services that there are, as the first page says
	moved  bool // that number changed while it was read
	again  int  // services that came twice
}

func (f *feed) read(report *Report) (*drafts, func(string) string, error) {
	t, err := newTeller(f.source)
	if err != nil {
		return nil, nil, err
	}
	report.Format = "hsds-api"
	query := url.Values{"full": {"true"}}
	if f.from.Since != nil {
		query.Set("modified_after", f.from.Since.UTC().Format(time.RFC3339))
		t.out.partial = true
	}
	err = f.pages(query, t.pageOfServices)
	if f.again = t.out.countOf("duplicate-id"); err == nil && (f.moved || f.again > 0 || !t.out.partial && t.told < f.total) {
		t.out.partial = true
		report.Notes = append(report.Notes, fmt.Sprintf("the source changed while it was read (%d of %d services came, %d twice); nothing was withdrawn",
			t.told-f.again, f.total, f.again))
	} else if err == nil && f.from.Since != nil {
		err = f.listAll(t)
	}
	report.Rows, report.Mapping = t.told, report.Format
	d, failed := t.finish()
	return d, func(field string) string { return field }, errors.Join(err, failed)
}

// listAll asks for the ids of all services, so that those that are gone can be told.
func (f *feed) listAll(t *teller) error {
	seen := 0
	f.total, f.moved = 0, false
	err := f.pages(url.Values{"minimal": {"true"}}, func(n node) {
		seen++
		if id := n.raw("id"); id != "" && !t.out.refs.has(id) {
			t.out.refs.put(id, seen)
		}
	})
	t.out.listed = err == nil && !f.moved && seen == f.total && seen > 0
	return err
}

// countOf gives how often something was tallied.
func (f *findings) countOf(code string) int {
	if t := f.tallies[code]; t != nil {
		return t.Count
	}
	return 0
}

func (t *teller) pageOfServices(n node) { t.record(n, "services") }

// pages goes through all pages of services that a query finds.
func (f *feed) pages(query url.Values, take func(node)) error {
	query.Set("per_page", strconv.Itoa(perPage))
	for number := 1; ; number++ {
		if number > maxPages {
			return refuse("the source has more than %d pages; that cannot be right", maxPages)
		}
		query.Set("page", strconv.Itoa(number))
		last, err := f.page(query, number, take)
		if err != nil || last {
			return err
		}
	}
}

// page reads one page. It tells whether it was the last.
func (f *feed) page(query url.Values, number int, take func(node)) (last bool, err error) {
	answer, err := f.get(f.ctx, Wanted{Address: f.address(query)})
	if err != nil {
		return false, broken(fmt.Sprintf("page %d of the source cannot be read", number), err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	var page struct {
		Total    int              `json:"total_items"`
		Pages    int              `json:"total_pages"`
		Last     bool             `json:"last_page"`
		Contents []map[string]any `json:"contents"`
	}
	d := json.NewDecoder(newPace(answer.Body))
	d.UseNumber()
	if err := d.Decode(&page); err != nil {
		return false, broken(fmt.Sprintf("page %d of the source cannot be read", number), err)
	}
	if number == 1 {
		f.total = page.Total
	}
	f.moved = f.moved || page.Total != f.total
	for _, n := range page.Contents {
		take(n)
	}
	return page.Last || len(page.Contents) == 0 || number >= page.Pages, nil
}

// address is that of the list of services, with a query.
func (f *feed) address(query url.Values) string {
	u, err := url.Parse(f.from.Address)
	if err != nil {
		return f.from.Address
	}
	if path.Base(u.Path) != "services" {
		u = u.JoinPath("services")
	}
	own := u.Query()
	for name := range query {
		own.Set(name, query.Get(name))
	}
	u.RawQuery = own.Encode()
	return u.String()
}
