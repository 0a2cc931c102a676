package mailin

import (
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// htmlText gives a page as plain text: paragraphs, lists and links, no looks. What is quoted begins with ">".
func htmlText(page string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		return bare(page)
	}
	p := &printer{}
	p.print(doc.Selection, 0)
	return strings.TrimSpace(p.out.String())
}

var tags = regexp.MustCompile(`<[^>]*>`)

// bare leaves out everything that looks like a tag, of a page that cannot be read otherwise.
func bare(page string) string { return strings.TrimSpace(tags.ReplaceAllString(page, " ")) }

// printer writes text with line breaks where a reader of the page would see them.
type printer struct {
	out    strings.Builder
	breaks int  // line breaks that come before the next word
	space  bool // a space comes before the next word
	quoted int  // levels of quoting
}

// maxNested is how deep a page is read.
const maxNested = 400

var (
	unread = []string{"script", "style", "head", "title", "template", "noscript", "#comment", "svg", "object", "iframe"}
	blocks = []string{"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "blockquote", "hr", "section", "article", "header", "footer", "pre"}
	spaced = []string{"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"}
)

func (p *printer) print(s *goquery.Selection, depth int) {
	if depth > maxNested {
		return
	}
	s.Contents().Each(func(_ int, child *goquery.Selection) {
		switch name := goquery.NodeName(child); {
		case name == "#text":
			p.words(child.Nodes[0].Data)
		case slices.Contains(unread, name):
		case name == "br":
			p.breaks++
		default:
			p.element(child, name, depth)
		}
	})
}

func (p *printer) element(s *goquery.Selection, name string, depth int) {
	block := slices.Contains(blocks, name)
	if block {
		p.rest(name)
	}
	switch name {
	case "blockquote":
		p.quoted++
		defer func() { p.quoted-- }()
	case "li":
		p.words("-")
		p.space = true
	case "td", "th":
		p.space = true
	}
	p.print(s, depth+1)
	if name == "a" {
		p.link(s)
	}
	if block {
		p.rest(name)
	}
}

// rest ends a line, and leaves one open around what stands apart.
func (p *printer) rest(name string) {
	p.breaks = max(p.breaks, 1)
	if slices.Contains(spaced, name) {
		p.breaks = max(p.breaks, 2)
	}
}

// link writes where a link leads, when its words do not say so.
func (p *printer) link(s *goquery.Selection) {
	to := s.AttrOr("href", "")
	plain := strings.TrimPrefix(to, "mailto:")
	if (strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://") || plain != to) && !strings.Contains(s.Text(), plain) {
		p.words(" (" + plain + ")")
	}
}

// maxBreaks is how many line breaks stand together at most.
const maxBreaks = 2

// words writes a text with single spaces in the place of white space.
func (p *printer) words(text string) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		p.space = p.space || text != ""
		return
	}
	p.space = p.space || strings.TrimLeft(text, " \t\r\n\u00a0") != text
	switch {
	case p.breaks > 0 && p.out.Len() > 0:
		for range min(p.breaks, maxBreaks) {
			p.out.WriteString("\n" + strings.Repeat("> ", min(p.quoted, 3)))
		}
	case p.space && p.out.Len() > 0:
		p.out.WriteByte(' ')
	case p.out.Len() == 0:
		p.out.WriteString(strings.Repeat("> ", min(p.quoted, 3)))
	}
	p.out.WriteString(strings.Join(fields, " "))
	p.breaks, p.space = 0, strings.TrimRight(text, " \t\r\n\u00a0") != text
}
