package account

import (
	"fmt"

	"samenspel/internal/errs"
)

// What an operation of this package says, beside the kinds of package errs.
var (
	// Refused is the one answer to a sign-in that fails, whatever the cause. The cause is in the Event.
	Refused = fmt.Errorf("signing in failed: %w", errs.Forbidden)
	// SignedOut says that the token belongs to no session that stands.
	SignedOut = fmt.Errorf("not signed in: %w", errs.Forbidden)
	// Stale says that the sign-in is too long ago for a change of credentials: ask to sign in again.
	Stale = fmt.Errorf("signed in too long ago: %w", errs.Forbidden)
	// LastFactor says that taking this factor away would leave too little for the roles of the person.
	LastFactor = fmt.Errorf("the roles need this factor: %w", errs.Conflict)

	// LinkUnknown, LinkExpired and LinkUsed are links that do not work. Whoever holds the token may know which.
	LinkUnknown = fmt.Errorf("no such link: %w", errs.NotFound)
	LinkExpired = fmt.Errorf("the link has expired: %w", errs.NotFound)
	LinkUsed    = fmt.Errorf("the link was used: %w", errs.NotFound)
)
