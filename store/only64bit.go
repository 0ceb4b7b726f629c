//go:build !(amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package store

// On a 32-bit machine Badger loses data without a word: its allocator
// (ristretto/v2 z/allocator.go) shifts a 32-bit int by 32, so that 100,000
// records written and closed in order came back as none. The office's server
// is 64-bit only; agents and walls, which do not import this package, may be
// 32-bit. The name below is undefined on purpose and is the compiler's message.
var _ = the_giliran_server_needs_a_64_bit_machine_because_Badger_loses_data_on_32_bit
