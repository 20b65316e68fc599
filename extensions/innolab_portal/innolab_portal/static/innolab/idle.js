// A shared device forgets the last pupil by itself: in `data-minutes` without use this page, like the player's
// (idle.ts there), signs out of portal and hub. All pages of one browser share one record of the last use.
// The sign-in pages name no user: there the record ends.
const { user, since, minutes } = document.currentScript.dataset
const KEY = 'innolab:idle'
const LOOK_MS = 5000
const WARN_MS = 60_000
let left = false

function agreed() {
  try {
    const told = JSON.parse(localStorage.getItem(KEY))
    if (told.user === user && told.since === Number(since)) return told
  } catch {
    // Nothing there, or nothing of ours: then it begins now.
  }
  return keep(Date.now())
}

function keep(at) {
  const told = { user, since: Number(since), minutes: Number(minutes), at }
  localStorage.setItem(KEY, JSON.stringify(told))
  return told
}

function warn(soon) {
  const notice = document.getElementById('idle')
  if (notice) notice.hidden = !soon
}

function look() {
  if (left) return
  const rest = agreed().at + minutes * 60_000 - Date.now()
  warn(rest <= WARN_MS)
  if (rest > 0) return
  left = true
  // Nothing of the last pupil is seen any more, also where this page has just been opened again.
  document.documentElement.hidden = true
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', leave)
  else leave()
}

function leave() {
  document.getElementById('idle-leave').submit()
}

function used() {
  look()
  if (left) return
  warn(false)
  if (Date.now() - agreed().at > 1000) keep(Date.now())
}

function watch() {
  for (const use of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
    addEventListener(use, used, { passive: true, capture: true })
  }
  document.addEventListener('visibilitychange', look)
  addEventListener('pageshow', look)
  setInterval(look, LOOK_MS)
  look()
}

if (user) watch()
else localStorage.removeItem(KEY)
