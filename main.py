"""Starts csdesk: with a command line it answers as JSON, without one it opens the window."""

import sys


def main() -> int:
    """The exit code of the command or of the window."""
    from csdesk import computer

    if computer.wants_command(sys.argv[1:]):
        from csdesk import cli

        return cli.main(sys.argv[1:], remembered=computer.last_shop(), remember=computer.remember_shop)
    import gc

    gc.disable()  # nothing is thrown away before the first window; app.main turns it on again
    from csdesk import app

    return app.main(sys.argv)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program starts itself again for its child processes
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
