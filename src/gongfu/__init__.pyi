from gongfu.app.assessing import assess as assess
from gongfu.app.building import demo_zone as demo_zone
from gongfu.app.importing import import_osm as import_osm
from gongfu.app.tasks import open_zone as open_zone
from gongfu.model.assessment import Assessment as Assessment
from gongfu.model.network import Network as Network
from gongfu.model.zone import Zone as Zone

__all__ = [
    "Assessment",
    "Network",
    "Zone",
    "assess",
    "demo_zone",
    "import_osm",
    "open_zone",
]
