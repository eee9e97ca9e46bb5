"use strict";

// A film of a provider plays in place. Nothing is asked of the provider before the poster is pressed.
document.addEventListener("click", (event) => {
  const poster = event.target.closest("a[data-player]");
  if (!poster) return;
  event.preventDefault();
  const player = document.createElement("iframe");
  player.src = poster.dataset.player;
  player.title = poster.dataset.title;
  player.allow = "fullscreen; autoplay";
  player.referrerPolicy = "origin";
  poster.replaceWith(player);
  player.focus();
});
