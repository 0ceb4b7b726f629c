# A kiosk that cannot reach the office goes on with numbers lent to it.
07:30 office device pi kiosk offline=3
07:30 office device pi-2 kiosk offline=2
07:30 board pi borrow ktp-rusak
> refused (day-closed): the office is closed; open the day first
07:30 clock
> day 2026-11-23 opened
07:31 board pi borrow ktp-rusak
> pi holds BX01 BX02 BX03
07:31 board pi borrow ktp-rusak
> nothing to do
07:31 board pi-2 borrow ktp-rusak
> pi-2 holds BY01 BY02
07:31 board nobody borrow ktp-rusak
> refused (no-offline-numbers): "nobody" gives out no numbers by itself
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
# The link was down; now the numbers come in, each once.
07:40 board pi hand-over BX01
> BX01 issued for ktp-rusak, 1 ahead at berkas, given out offline
07:40 board pi hand-over BX01
> done before
07:40 board pi hand-over BX02
> BX02 issued for ktp-rusak, 2 ahead at berkas, given out offline
07:40 board pi-2 hand-over BX03
> refused (lease-over): this number was not lent to this device, or has come back; drop it
07:41 show queue berkas
> B001 BX01 BX02
07:42 board pi borrow ktp-rusak
> pi holds BX03 BX04 BX05
# At closing time the rest comes back; a number pressed before and handed over late is recorded all the same.
15:30 clock
> day closed
> B001 left over → ended
> BX01 left over → ended
> BX02 left over → ended
15:31 board pi hand-over BX03
> BX03 issued for ktp-rusak, 0 ahead at berkas, given out offline
> BX03 left over → ended
15:31 board pi borrow ktp-rusak
> refused (day-closed): the office is closed; open the day first
on 2026-11-24
07:30 clock
> day 2026-11-24 opened
07:31 board pi hand-over BX04
> BX04 issued for ktp-rusak, 0 ahead at berkas, given out offline
> BX04 left over → ended
07:32 board pi borrow ktp-rusak
> pi holds BX01 BX02 BX03
07:33 board pi hand-over BX05
> refused (lease-over): this number was not lent to this device, or has come back; drop it
07:34 show queue berkas
> nobody
