"""What coaches teach, as numbers: paces, efforts, sessions and plans. All of it is pure."""
