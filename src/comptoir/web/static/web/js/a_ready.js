// Marks that scripts run, so that what needs them shows; everything else works without.
document.documentElement.classList.add("scripted");
