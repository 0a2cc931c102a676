package privacy

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// Seal gives something as text that only a key set opens, and only for the thing it was made for: about names that with
// its network and kind.
func Seal(box tink.AEAD, about string, v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sealed, err := box.Encrypt(text, []byte(about))
	return base64.StdEncoding.EncodeToString(sealed), err
}

// Unseal reads what Seal gave into v.
func Unseal(box tink.AEAD, about, text string, v any) error {
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return err
	}
	plain, err := box.Decrypt(sealed, []byte(about))
	if err != nil {
		return fmt.Errorf("what is sealed cannot be opened: %w", err)
	}
	return json.Unmarshal(plain, v)
}
