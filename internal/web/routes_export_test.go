package web

// Addresses gives every address with its method, and CookieName the cookie of a network, to the tests of rights.
func Addresses() (all [][2]string) {
	for _, r := range pages {
		all = append(all, [2]string{"GET", r.path})
	}
	for _, r := range forms {
		all = append(all, [2]string{"POST", r.path})
	}
	return all
}

// CookieName is the name of the cookie of a network.
var CookieName = cookieName
