// The one script of a report: it makes nothing out of text, and reads only what the page shows.

export const SCRIPT = `
(() => {
  document.documentElement.classList.add('live');
  const byHand = (code) => {
    const range = document.createRange();
    range.selectNodeContents(code);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand('copy');
  };
  for (const button of document.querySelectorAll('button[data-copies]')) {
    button.addEventListener('click', async () => {
      const code = document.getElementById(button.dataset.copies);
      let done = true;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        done = byHand(code);
      }
      button.textContent = done ? 'copied' : 'select';
      setTimeout(() => {
        button.textContent = 'copy';
      }, 1500);
    });
  }
  const picker = document.querySelector('.picker');
  if (!picker) return;
  const slider = picker.querySelector('input');
  const output = picker.querySelector('output');
  const days = [...document.querySelectorAll('.rise .day')];
  const pick = (day) => {
    for (const one of days) one.classList.toggle('picked', one.dataset.day === day);
    const picked = days.find((one) => one.dataset.day === day);
    if (!picked) return;
    output.textContent = picked.querySelector('title').textContent;
    output.dataset.from = picked.dataset.from;
    slider.setAttribute('aria-valuetext', output.textContent);
    slider.value = day;
  };
  slider.addEventListener('input', () => pick(slider.value));
  for (const one of days) one.addEventListener('pointerenter', () => pick(one.dataset.day));
  pick(slider.value);
})();
`;
