// Says in the page that a passkey could not be used; the scripts of allauth tell the console only.
document.addEventListener('allauth.error', () => {
  document.getElementById('passkey-failed').hidden = false
})
