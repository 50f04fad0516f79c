"""Starting and stopping the installation's processes on one machine."""
