"""The workers' runtime on Zeebe 8.8: the same tests as on the broker in production."""

from tests.engine.test_workers_runtime import (
    pytestmark,
    test_a_failed_job_is_tried_again_after_pauses_that_grow,
    test_a_faulty_handler_raises_an_incident_that_tells_its_code_and_nothing_else,
    test_a_worker_handles_no_more_jobs_at_a_time_than_it_was_told_though_the_engine_pushes_them,
    test_a_worker_that_stops_finishes_what_it_can_and_gives_the_rest_to_the_next,
    test_bodies_of_one_department_in_two_cities_get_their_own_jobs_only,
)

__all__ = [
    "pytestmark",
    "test_a_failed_job_is_tried_again_after_pauses_that_grow",
    "test_a_faulty_handler_raises_an_incident_that_tells_its_code_and_nothing_else",
    "test_a_worker_handles_no_more_jobs_at_a_time_than_it_was_told_though_the_engine_pushes_them",
    "test_a_worker_that_stops_finishes_what_it_can_and_gives_the_rest_to_the_next",
    "test_bodies_of_one_department_in_two_cities_get_their_own_jobs_only",
]
