package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// assets are the files every page shares. Their names carry a hash of their content, so that a browser may keep them
// for good; they are compressed once, at start.
type assets struct {
	urls  map[string]string // name → address
	files map[string]asset  // hashed name → file
}

type asset struct {
	kind string            // content type
	body map[string][]byte // encoding → bytes; "" = as it is
}

func loadAssets() (*assets, error) {
	a := &assets{urls: map[string]string{}, files: map[string]asset{}}
	err := fs.WalkDir(staticFiles, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		base, extension := path.Base(name), path.Ext(name)
		hashed := strings.TrimSuffix(base, extension) + "." + hex.EncodeToString(sum[:5]) + extension
		a.urls[base] = "/static/" + hashed
		a.files[hashed] = asset{mime.TypeByExtension(extension), map[string][]byte{
			"": body, "gzip": squeeze(packer(gzip.BestCompression), body),
		}}
		return nil
	})
	return a, err
}

// url gives the address of a file. A name that does not exist is a mistake in a template, which a test finds.
func (a *assets) url(name string) string { return a.urls[name] }

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	encoding := accepted(r)
	header := w.Header()
	header.Set("Content-Type", file.kind)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Vary", "Accept-Encoding")
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(file.body[encoding])
	}
}

// accepted gives the encoding that a browser takes: gzip, or "" for none.
func accepted(r *http.Request) string {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(quality) != "q=0" {
			return "gzip"
		}
	}
	return ""
}

// pageLevel is the level for pages that are made anew for each visit: smaller ones take longer than they save.
const pageLevel = 6

// packers are compressors for pages, to be used again: a new one takes 800 KB.
var packers = sync.Pool{New: func() any { return packer(pageLevel) }}

func packer(level int) *gzip.Writer {
	w, _ := gzip.NewWriterLevel(nil, level) // a level of the package
	return w
}

func squeeze(w *gzip.Writer, body []byte) []byte {
	var packed bytes.Buffer
	w.Reset(&packed)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return packed.Bytes()
}

// send writes a page, compressed as the browser takes it. Public pages hold no secrets, so compression tells nothing.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	w.Header().Add("Vary", "Accept-Encoding")
	if encoding := accepted(r); encoding != "" && len(body) > 1000 {
		w.Header().Set("Content-Encoding", encoding)
		p := packers.Get().(*gzip.Writer)
		body = squeeze(p, body)
		packers.Put(p)
	}
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, _ = w.Write(body) // a visitor who left is no failure
	return nil
}
