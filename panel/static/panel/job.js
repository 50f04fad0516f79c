// Follows a bulk action until it is over, then shows its result.
const job = document.querySelector("[data-job]");
const SOON = 1000;
const LATEST = 15000;

function show(progress) {
  job.querySelector("progress").value = progress.percent;
  const words = job.querySelector("[data-words]");
  if (words.textContent !== progress.words) {
    words.textContent = progress.words; // told aloud, and only when it changes
  }
  job.querySelector("[data-done]").textContent = progress.done;
  job.querySelector("[data-total]").textContent = progress.total;
  const refused = job.querySelector("[data-refused]");
  refused.textContent = progress.refused;
  refused.parentElement.hidden = progress.refused === 0;
}

async function follow(wait) {
  let next = Math.min(wait * 2, LATEST);
  try {
    const answer = await fetch(job.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) {
      const progress = await answer.json();
      show(progress);
      if (progress.is_over) {
        location.reload();
        return;
      }
      next = SOON;
    }
  } catch {
    // The server is away for a moment: it is asked again, less and less often.
  }
  setTimeout(follow, next, next);
}

if (!job.dataset.isOver) {
  follow(SOON);
}
