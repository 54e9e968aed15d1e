"""How a web request's files are taken in: into memory, never to disk, and no further than the limit."""

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload


class BoundedUpload(MemoryFileUploadHandler):
    """Keep files in memory up to the limit for all together; beyond it the rest of the request is thrown away.

    `request.upload_too_large` then says so; the form's own fields come before its files, so they are kept.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Keep in memory whatever the size says: the size may be a lie, and `receive_data_chunk` counts."""
        self.activated = True
        self.taken = 0

    def receive_data_chunk(self, raw_data, start):
        """Take a piece in.

        Raises:
            StopUpload: beyond the limit.
        """
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_LIMIT:
            self.request.upload_too_large = True
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)
