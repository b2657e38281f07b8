"""Many at once, on real connections."""

import threading

from django.db import connections


def at_once(number, act):
    """Calls `act` in so many threads that start together. Returns the results in any order; what one of them raised is raised."""
    gate, results, errors = threading.Barrier(number), [], []

    def run():
        try:
            gate.wait()
            results.append(act())
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
