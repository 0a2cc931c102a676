package api

import (
	"net/http"
	"net/url"
	"strconv"

	"samenspel/internal/directory"
)

// list is a page of records in the form of HSDS.
type list struct {
	TotalItems int    `json:"total_items"`
	TotalPages int    `json:"total_pages"`
	PageNumber int    `json:"page_number"`
	Size       int    `json:"size"`
	FirstPage  bool   `json:"first_page"`
	LastPage   bool   `json:"last_page"`
	Empty      bool   `json:"empty"`
	Contents   []any  `json:"contents"`
	next       string // address of the next page, or ""
}

// The records on a page, and those of an answer in lines.
const (
	pageSize = 50
	lineSize = 100_000
)

// window gives the part of a list that is asked for.
func (r *request) window() directory.Window {
	if r.lines() {
		return directory.Window{After: r.get("after"), Limit: lineSize}
	}
	limit := r.number("per_page", pageSize)
	if r.get("after") != "" {
		return directory.Window{After: r.get("after"), Limit: limit}
	}
	return directory.Window{Offset: (r.number("page", 1) - 1) * limit, Limit: limit}
}

// page makes the answer of the records in a window. Last is the id of the last of them, where the list goes on after
// an id.
func (r *request) page(records []any, total int, last string) list {
	w := r.window()
	l := list{TotalItems: total, TotalPages: (total + w.Limit - 1) / w.Limit, PageNumber: w.Offset/w.Limit + 1, Size: len(records),
		FirstPage: w.Offset == 0 && w.After == "", LastPage: w.Offset+len(records) >= total, Empty: len(records) == 0, Contents: records}
	if w.After != "" { // counted from an id, a page has no number of its own
		l.LastPage = len(records) < w.Limit
	}
	if !l.LastPage && !l.Empty {
		l.next = r.following(last, l.PageNumber)
	}
	return l
}

func (r *request) following(last string, number int) string {
	q := url.Values{}
	for name, values := range r.values {
		q[name] = values
	}
	if last != "" {
		q.Del("page")
		q.Set("after", last)
	} else {
		q.Set("page", strconv.Itoa(number+1))
	}
	return r.root + r.URL.Path[len(r.prefix):] + "?" + q.Encode()
}

// cut gives the window of a list that is short enough to be made as a whole.
func cut[T any](r *request, all []T) list {
	w := r.window()
	from := min(w.Offset, len(all))
	var records []any
	for _, one := range all[from:min(from+w.Limit, len(all))] {
		records = append(records, one)
	}
	return r.page(records, len(all), "")
}

func (l list) header(h http.Header) {
	if l.next != "" {
		h.Set("Link", "<"+l.next+`>; rel="next"`)
	}
}
