// Runs before anything is drawn, so that nothing flashes: applies the theme and the sidebar as they were left.
// No module, for modules run later. Gradio puts the class `dark` on the body by the system's preference when it starts
// and whenever that changes; ours follows the reader's choice where there is one.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const paintTheme = () => {
    const dark = (localStorage.getItem("kohya-like.theme") ?? (system.matches ? "dark" : "light")) === "dark";
    root.style.colorScheme = dark ? "dark" : "light";
    document.body?.classList.toggle("dark", dark);
  };
  const bodyComes = new MutationObserver(() => {
    if (!document.body) return;
    bodyComes.disconnect();
    paintTheme();
    new MutationObserver(paintTheme).observe(document.body, { attributeFilter: ["class"] });
  });

  root.dataset.sidebar = localStorage.getItem("kohya-like.sidebar") ?? "open";
  paintTheme();
  bodyComes.observe(root, { childList: true });
  system.addEventListener("change", paintTheme);
  addEventListener("storage", paintTheme);
  addEventListener("kohya-like-theme", paintTheme);
})();
