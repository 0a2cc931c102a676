// Package i18n holds what depends on language: the texts of the product in Dutch and English, plural forms, dates and
// numbers, and the form of names in addresses.
package i18n
