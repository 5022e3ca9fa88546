"""The embedded PostgreSQL is found, started, reused and stopped, whatever happened before."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.core.embedded import Server, ServerRefused, discard_server, ensure_server, stop_server
from app.core.embedded_place import Place, adopting_orphans, bury, choose_place, own_folder

OLD_BINARIES = Path("/usr/lib/postgresql/15/bin")
STARTER = """
import sys, time
from pathlib import Path
from app.core.embedded import ensure_server
server = ensure_server(Path(sys.argv[1]), settings={"fsync": "off"})
print(server.started_here, flush=True)
sys.stdin.read()
if sys.argv[2:] == ["stop"]:
    print(server.stop(), flush=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("may chu") / "postgresql"
    with adopting_orphans():  # so that no zombie of a killed parent stays either
        yield folder
    discard_server(folder)
    bury_orphans()
    assert not folder.exists()


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[], Server]]:
    servers: list[Server] = []

    def start() -> Server:
        servers.append(ensure_server(folder, settings={"fsync": "off"}))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
    stop_server(folder)


def ask(server: Server, sql: str) -> str:
    where = ("-h", server.socket_folder, "-U", "postgres", "-d", "postgres")
    done = subprocess.run(
        [server.bin / "psql", "-XAtq", *where, "-c", sql], capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def postmaster_of(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def kill_outright(pid: int) -> None:
    """As kill -9 does, and the moment until the kernel has carried it out."""
    os.kill(pid, signal.SIGKILL)
    stat = Path(f"/proc/{pid}/stat")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[0] not in "ZX":
                time.sleep(0.005)
                continue
        return


def lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()  # a zombie counts


def bury_orphans() -> None:
    """Backends of killed servers came to us; without this they stay zombies until we end."""
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text().split():
            if Path(f"/proc/{pid}/comm").read_text() == "postgres\n":
                bury(int(pid))


def another_process(folder: Path, *how: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", STARTER, str(folder), *how]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def first_line(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().decode().strip()


def end(process: subprocess.Popen[bytes]) -> str:
    said, _ = process.communicate(timeout=30)
    return said.decode().strip()


def test_starts_private_and_without_people_in_its_log(
    folder: Path, start: Callable[[], Server]
) -> None:
    place = choose_place(own_folder(folder))
    (place.private / "data.new").mkdir()  # as if an earlier initdb had been killed
    server = start()
    assert server.started_here
    assert server.data.parent.stat().st_mode & 0o777 == 0o700
    assert ask(server, "show listen_addresses") == ""
    assert ask(server, "show server_encoding") == "UTF8"
    assert ask(server, "show data_checksums") == "on"
    assert ask(server, "select lower('ĐƯỜNG ẤM')") == "đường ấm"
    assert ask(server, "show timezone") == "Asia/Ho_Chi_Minh"
    ask(server, "create table person (id_number text primary key)")
    ask(server, "insert into person values ('042190000017')")
    with pytest.raises(subprocess.CalledProcessError):
        ask(server, "insert into person values ('042190000017')")
    log = (server.data.parent / "server.log").read_text()
    assert "person_pkey" in log
    assert "042190000017" not in log


def test_address_names_socket_port_user_and_database(start: Callable[[], Server]) -> None:
    server = start()
    url = make_url(server.url(user="an", database="sinh"))
    assert (url.drivername, url.username, url.database) == ("postgresql+asyncpg", "an", "sinh")
    assert url.query == {"host": str(server.socket_folder), "port": "5432"}


def test_the_last_user_puts_the_light_out(start: Callable[[], Server]) -> None:
    first, second = start(), start()
    pid = postmaster_of(first)
    assert (first.started_here, second.started_here) == (True, False)
    assert not first.stop()
    assert lives(pid)
    assert second.stop()
    assert not lives(pid)
    assert second.stop()  # twice does no harm


def test_killed_parent_leaves_a_server_that_the_next_adopts_and_stops(
    folder: Path, start: Callable[[], Server]
) -> None:
    parent = another_process(folder)
    assert first_line(parent) == "True"
    parent.kill()
    end(parent)
    server = start()
    pid = postmaster_of(server)
    assert not server.started_here
    assert ask(server, "select 1") == "1"
    assert server.stop()
    assert not lives(pid)


def test_two_at_once_start_one_server(folder: Path) -> None:
    both = [another_process(folder, "stop") for _ in range(2)]
    assert sorted(first_line(process) for process in both) == ["False", "True"]
    assert [end(process) for process in both] == ["False", "True"]
    assert not stop_server(folder)


def test_killed_server_recovers(start: Callable[[], Server]) -> None:
    server = start()
    ask(server, "create table kept as select 1 as one")
    kill_outright(postmaster_of(server))
    again = start()
    assert again.started_here
    assert ask(again, "select one from kept") == "1"


def test_a_newcomer_with_the_dead_servers_number_is_no_obstacle(
    start: Callable[[], Server],
) -> None:
    server = start()
    owner = server.data.stat().st_uid
    kill_outright(postmaster_of(server))
    newcomer = subprocess.Popen(["sleep", "60"], user=owner, cwd="/")
    try:
        for lock in (server.data / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
            _, *rest = lock.read_text().splitlines(keepends=True)
            lock.write_text(f"{newcomer.pid}\n{''.join(rest)}")
        assert ask(start(), "select 1") == "1"
        assert newcomer.poll() is None
    finally:
        newcomer.kill()
        newcomer.wait()


def test_a_swept_socket_means_a_new_start(start: Callable[[], Server]) -> None:
    server = start()
    shutil.rmtree(server.socket_folder)
    again = start()
    assert again.started_here
    assert ask(again, "select 1") == "1"


def test_settings_are_written_at_each_start(folder: Path, start: Callable[[], Server]) -> None:
    start().stop()
    with ensure_server(folder, settings={"work_mem": "7MB"}) as server:
        assert ask(server, "show work_mem") == "7MB"
        assert ask(server, "show fsync") == "on"


@pytest.mark.skipif(not OLD_BINARIES.exists(), reason="no PostgreSQL 15 here")
def test_older_binaries_serve_their_own_data_and_refuse_newer(
    folder: Path,
    start: Callable[[], Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start().stop()
    monkeypatch.setenv("ANSINH_PG_BIN", str(OLD_BINARIES))
    with pytest.raises(ServerRefused, match="made by PostgreSQL"):
        ensure_server(folder)
    old = tmp_path / "old"
    try:
        with ensure_server(old, settings={"fsync": "off"}) as server:
            assert ask(server, "show server_version").startswith("15.")
            assert ask(server, "select lower('ĐƯỜNG ẤM')") == "đường ấm"
    finally:
        discard_server(old)


def test_broken_settings_are_told_with_the_servers_words(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    try:
        with pytest.raises(ServerRefused, match="no_such_setting"):
            ensure_server(folder, settings={"no_such_setting": "1"})
        assert not stop_server(folder)
    finally:
        discard_server(folder)


def test_a_long_path_gets_a_short_socket() -> None:
    short = Place(Path("/srv/x"), Path("/bin"), None)
    deep = Place(Path("/srv") / ("đ" * 60), Path("/bin"), None)
    assert short.socket_folder == short.private / "socket"
    assert len(os.fsencode(deep.socket_folder)) < 40


def test_folders_that_others_made_or_can_enter_are_refused(tmp_path: Path) -> None:
    place = Place(tmp_path, Path("/bin"), None)
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("open", "link"):
        with pytest.raises(ServerRefused):
            place.make_private(tmp_path / name)


@pytest.mark.parametrize("name", ['a"b', "a$b", "a`b", "a\\b", "a\nb"])
def test_paths_that_a_shell_would_read_otherwise_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ServerRefused, match="path"):
        ensure_server(tmp_path / name)


def test_refusals_speak_vietnamese_first() -> None:
    refusal = ServerRefused(reason="x")
    assert refusal.sentence("vi") == "Không dùng được PostgreSQL kèm theo: x"
    assert refusal.sentence("en") == "The embedded PostgreSQL could not be used: x"
