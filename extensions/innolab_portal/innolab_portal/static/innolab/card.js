// A card's address ends in `#<secret>`. It is taken out of the address before anything else, so that the list of pages
// gone through does not keep it, and posted, so that no log and no Referer tells it.
function take() {
  const secret = location.hash.slice(1)
  if (!secret) return
  history.replaceState(null, '', location.pathname)
  document.getElementById('card-help').hidden = true
  document.getElementById('card-comes').hidden = false
  const form = document.getElementById('card-form')
  form.elements.secret.value = secret
  form.submit()
}

addEventListener('hashchange', take)
take()
