"""Starts csdesk: with a command line it answers as JSON, without one it opens the window."""

import sys


def main() -> int:
    """The exit code of the command or of the window."""
    from csdesk import computer

    arguments = computer.begin(sys.argv[1:])
    if computer.wants_command(arguments):
        from csdesk import cli

        return cli.main(arguments, remembered=computer.last_shop(), remember=computer.remember_shop)
    run = None
    if not any(computer.option(arguments, name) for name in ("--now", "--theme")):  # those are for a window of its own
        from csdesk import running

        run = running.claim()
        if run is None and running.hand_over(computer.named_shop(arguments)):
            return 0
    import gc

    gc.disable()  # nothing is thrown away before the first window; app.main turns it on again
    from csdesk import app

    return app.main([sys.argv[0], *arguments], run)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program starts itself again for its child processes
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
