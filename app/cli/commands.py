"""The tree of commands."""

from app.cli import papers, people
from app.cli.agents import agent
from app.cli.audit import audit
from app.cli.councils import sitting
from app.cli.database import db
from app.cli.demo import demo
from app.cli.doctor import doctor
from app.cli.frame import Program, act, folder
from app.cli.funds import funds
from app.cli.issued import report
from app.cli.kit import kit
from app.cli.lists import lists
from app.cli.nationwide import coverage
from app.cli.official import paper
from app.cli.report_check import check_file
from app.cli.services import serve, worker

_HELP = (
    "An Sinh: hồ sơ hỗ trợ COVID-19 năm 2020, từ danh sách của xã đến báo cáo của Sở.\n\n"
    "Mã thoát: 0 xong; 1 bị từ chối hoặc có khác biệt; 2 gọi sai hoặc cấu hình sai; "
    "3 không có cơ sở dữ liệu hoặc dịch vụ không trả lời."
)

program = folder(_HELP, Program)
program.add_typer(db, name="db")
program.add_typer(people.user, name="user")
program.add_typer(agent, name="agent")
program.add_typer(lists, name="list")
program.add_typer(sitting, name="sitting")
program.add_typer(report, name="report")
program.add_typer(funds, name="funds")
program.add_typer(audit, name="audit")
program.add_typer(kit, name="kit")
act(db, "coverage", "Gộp số liệu rồi cho biết đã duyệt, đã chi của mọi tỉnh trong cơ sở dữ liệu.")(
    coverage
)
act(report, "check", "Bảng số liệu trong tệp (XLSX, CSV, JSON) có khớp không, và số nào mới khớp.")(
    check_file
)
for name, run, help_text in (
    ("serve", serve, "Phục vụ API đến khi được dừng."),
    ("worker", worker, "Làm các việc nền đến khi được dừng."),
    ("login", people.login, "Đăng nhập bằng mật khẩu hoặc mã kích hoạt."),
    ("logout", people.logout, "Đăng xuất và quên mã truy cập."),
    ("code", people.code_now, "6 số mà ứng dụng xác thực đang hiện cho một khóa."),
    ("me", people.me, "Đang là ai, được làm gì."),
    ("template", papers.template, "Lấy tệp mẫu danh sách trống, sẵn để điền và in."),
    ("paper", paper, "Lấy văn bản chính thức (tờ trình, quyết định, thông báo, phiếu) thành tệp."),
    ("doctor", doctor, "Khám cấu hình và cơ sở dữ liệu; mỗi dòng một kết luận."),
    ("demo", demo, "Chạy việc chính: cả một tỉnh, từ danh sách đến báo cáo 01/06/2020."),
):
    act(program, name, help_text)(run)
