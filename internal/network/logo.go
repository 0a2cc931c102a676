package network

import (
	"crypto/sha256"
	"encoding/hex"
)

// Logo says which picture stands at the top of every page. Its zero value is none.
type Logo struct {
	Hash   string `json:"hash,omitempty"` // of the picture, in its address
	Alt    string `json:"alt,omitempty"`  // what it shows, for who cannot see it
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"` // in points of the picture
}

// The bounds of the picture, in points: twice what is shown, for sharp screens.
const LogoWidth, LogoHeight = 480, 112

// NewLogo says what there is to say of a picture.
func NewLogo(picture []byte, alt string, width, height int) Logo {
	sum := sha256.Sum256(picture)
	return Logo{hex.EncodeToString(sum[:8]), alt, width, height}
}
