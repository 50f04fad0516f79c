"""The app's writes: what people may do to cameras and recordings."""
