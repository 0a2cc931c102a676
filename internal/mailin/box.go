package mailin

import "context"

// Letter is a mail in a Box.
type Letter struct {
	Validity int64 // UIDVALIDITY of the box, or 0
	UID      int64
	Raw      []byte
	Cut      bool // it is longer than Raw
}

// Take stores letters and gives the UIDs of those that may leave the box. An error means that none may.
type Take func(ctx context.Context, letters []Letter) (safe []int64, err error)

// Box is where mail lies.
type Box interface {
	// Name tells one box from another, for ever.
	Name() string
	// Watch gives everything that comes in to take, the oldest first, a few at a time, and removes what is safe. It ends
	// with ctx, or with an error when the box cannot be reached or take failed. looked is called after each look.
	Watch(ctx context.Context, take Take, looked func()) error
}

// The bounds of what is taken at a time.
const (
	maxRaw   = 10 << 20 // bytes of a mail that are kept: words stand before attachments
	maxBatch = 25       // letters
	maxBytes = 16 << 20 // of all letters together
)
