"""Plugins of photos.yaml. A plugin is a function: it gets a task, and returns what it made."""

PICTURES = {"beach.jpg": 2400, "dunes.jpg": 1800, "beach.mp4": 90_000, "notes.txt": 3}


def find(task):
    """What lies in the album; a file name makes it known as an image, a video, ..."""
    print("looking into", task.parameters["album"])
    return [{"file_name": name, "kilobytes": size} for name, size in PICTURES.items()]


def shrink(task):
    (picture,) = task.inputs["picture"]
    return [{"thumbnail": f"small/{picture.fields['file_name']}"}]


def tag(task):
    (picture,) = task.inputs["picture"]
    return [{"words": ["sea", "sand"] if picture.fields["file_name"].startswith("beach") else []}]


def publish(task):
    caption = task.parameters.get("caption", "no caption")
    print(f"{task.parameters['thumbnail']}: {caption}")
    return [{"page": task.parameters["thumbnail"].replace(".jpg", ".html"), "caption": caption}]


def index(task):
    videos = [one.fields["file_name"] for one in task.inputs["videos"]]
    print(f"{len(task.inputs['pages'])} pages, videos: {', '.join(videos)}")
