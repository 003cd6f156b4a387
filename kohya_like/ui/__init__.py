"""The page: what the browser shows, and the functions that it calls. The only room that knows Gradio."""
