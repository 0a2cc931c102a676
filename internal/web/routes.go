package web

import "net/http"

// page is a handler of pages: it answers through the visit or returns an error.
type page func(*Server, *visit) error

// route is one public address and what answers it.
type route struct {
	path string
	page page
}

// pages are the addresses of a network. Each also stands under /en, /n/{network} and /n/{network}/en.
var pages = []route{
	{"/{$}", (*Server).home},
	{"/zoek", (*Server).results},
	{"/aanbod/{slug}", (*Server).service},
	{"/vergelijk", (*Server).compare},
	{"/organisatie", (*Server).organizations},
	{"/organisatie/{slug}", (*Server).organization},
	{"/wijk", (*Server).wijken},
	{"/wijk/{slug}", (*Server).wijk},
	{"/gids", (*Server).guide},
	{"/gids/{wijk}", (*Server).guide},
	{"/vraag", (*Server).ask},
	{"/over", (*Server).about},
	{"/privacy", (*Server).privacy},
	{"/toegankelijkheid", (*Server).accessibility},
}

// prefixes are the places where the addresses of a network stand.
var prefixes = []string{"", "/en", "/n/{network}", "/n/{network}/en"}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, prefix := range prefixes {
		for _, r := range pages {
			mux.Handle("GET "+prefix+r.path, s.show(prefix, r.page))
		}
		mux.Handle("GET "+prefix+"/", s.show(prefix, (*Server).nothing))
	}
	mux.Handle("GET /static/{file}", s.files)
	mux.HandleFunc("GET /favicon.ico", s.favicon)
	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.HandleFunc("GET /.well-known/security.txt", s.security)
	mux.HandleFunc("GET /healthz", s.healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metricsPage())
	mux.HandleFunc("/", s.wrongMethod)
	return mux
}
