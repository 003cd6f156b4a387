"""How the page is served: where it listens, who may use it, and what stands before Gradio."""
