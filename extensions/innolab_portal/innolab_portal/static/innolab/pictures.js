// A picture password: pictures are pressed one after the other, and the last one sends them.
const grid = document.getElementById('pictures-grid')
const buttons = [...grid.querySelectorAll('button')]
const slots = [...document.querySelectorAll('.pictures__slots li')]
const undo = document.getElementById('pictures-undo')
const told = document.getElementById('pictures-told')
const form = document.getElementById('pictures-form')
const SHOWN_MS = 1000 // Then a dot takes the picture's place: somebody may look over a shoulder.
const chosen = []

function dot(slot) {
  const mark = document.createElement('span')
  mark.className = 'pictures__dot'
  slot.replaceChildren(mark)
}

function tell() {
  undo.disabled = chosen.length === 0
  told.textContent = told.dataset.told.replace('{n}', chosen.length).replace('{of}', slots.length)
}

function choose(button) {
  if (chosen.length === slots.length) return
  const slot = slots[chosen.length]
  chosen.push(button.dataset.picture)
  slot.replaceChildren(button.querySelector('svg').cloneNode(true))
  setTimeout(() => slot.firstChild && dot(slot), SHOWN_MS)
  tell()
  if (chosen.length === slots.length) {
    form.elements.pictures.value = chosen.join(',')
    form.submit()
  }
}

function takeBack() {
  chosen.pop()
  slots[chosen.length].replaceChildren()
  tell()
  if (undo.disabled) buttons[0].focus()
}

// Arrow keys walk the grid, as many columns as it has now.
function walk(event) {
  const columns = getComputedStyle(grid).gridTemplateColumns.split(' ').length
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
  const next = step && buttons[buttons.indexOf(document.activeElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

for (const button of buttons) button.addEventListener('click', () => choose(button))
undo.addEventListener('click', takeBack)
grid.addEventListener('keydown', walk)
// Somebody who comes back by the browser's own button starts anew.
addEventListener('pageshow', (event) => event.persisted && location.reload())
