// Package wall puts scenes on a screen. It owns the window, the loop and the
// pixels: [Wall] reads the feed, lets the calls take their turns, and draws
// what has changed.
//
// It must not decide what is shown or where (package scene does), and it never
// ends because of the network: without a link it shows the newest board it has,
// and how old that is.
//
// # Beside the loop
//
// What may take long never holds up a call: the office's logo is fetched, and
// the pictures of a folder are unpacked, by a goroutine each that ends with the
// wall's context. The loop takes what is ready.
//
// The package also builds for browsers (GOOS=js), where the feed comes over the
// browser's own websocket.
//
// # Calm costs nothing
//
// Panels are painted once, on the processor, and kept as images; a frame draws
// those that changed onto a screen that is not cleared. While nothing moves the
// loop sleeps, and wakes four times a second or at once when the feed has news.
// Because other windows can spoil a kept screen, all of it is drawn again every
// ten seconds, and whenever its size changes.
package wall
