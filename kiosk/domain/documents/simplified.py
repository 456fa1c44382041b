"""Characters as a mainland card prints them: simplified, where a recogniser of all scripts saw their other form.

Source: 通用规范汉字表 (2013), appendix 1, of which these are what names and addresses are made of. Residence permits of
Hong Kong, Macao and Taiwan people (numbers from 81 to 83) may print either form: nothing is changed on them.
"""

from __future__ import annotations

_PAIRS = (
    "强強汉漢东東华華国國龙龍凤鳳云雲伟偉丽麗杰傑陈陳张張刘劉杨楊黄黃赵趙吴吳孙孫马馬冯馮邓鄧许許苏蘇卢盧谭譚陆陸贾賈"
    "韦韋邹鄒阎閻龚龔万萬钱錢严嚴汤湯罗羅郑鄭谢謝韩韓萧蕭叶葉吕呂宁寧广廣门門闻聞区區县縣乡鄉镇鎮号號栋棟楼樓单單层層"
    "湾灣园園庄莊桥橋岛島兰蘭静靜爱愛红紅军軍飞飛图圖宝寶贵貴荣榮庆慶维維绍紹纯純经經缘緣纪紀锋鋒银銀铁鐵锦錦钢鋼铭銘"
    "锐銳鸿鴻鹏鵬鹤鶴鸣鳴顺順颖穎颜顏项項风風饶饒驰馳骏駿骁驍学學实實宾賓宪憲寿壽尧堯岚嵐岭嶺师師帅帥庞龐开開归歸怀懷"
    "恒恆战戰扬揚择擇拥擁晓曉晖暉权權树樹桦樺枫楓标標梦夢欢歡沪滬沧滄泽澤洁潔济濟润潤涛濤渊淵温溫满滿滨濱炜煒焕煥灿燦"
    "玺璽玛瑪环環琼瓊瑶瑤画畫畅暢祯禎礼禮筑築简簡纬緯组組绮綺绿綠联聯聪聰胜勝艺藝芦蘆莹瑩莲蓮蓝藍蒋蔣观觀誉譽设設诗詩"
    "诚誠语語诺諾谊誼谦謙贝貝贤賢贺賀赞贊车車轩軒辉輝辽遼达達运運进進远遠连連迟遲逊遜钊釗钦欽钰鈺铮錚长長闽閩阳陽陕陝"
    "韵韻顾顧颂頌飘飄鲁魯鲍鮑鲜鮮麦麥齐齊义義乐樂书書习習亚亞产產亲親仪儀侠俠关關兴興刚剛创創协協发發变變启啟团團圣聖"
    "坚堅坛壇块塊垒壘备備头頭奖獎娅婭娇嬌对對寻尋尔爾尽盡峡峽岗崗帮幫币幣应應弥彌彦彥总總恳懇执執护護报報拟擬据據断斷"
    "旧舊旷曠时時昙曇显顯晋晉业業机機杂雜来來极極构構枣棗栖棲检檢气氣沟溝浅淺测測浏瀏淀澱湿濕潜潛点點炉爐烁爍热熱电電"
    "畴疇盐鹽监監盖蓋矿礦码碼硕碩确確离離种種稳穩竞競笔筆紧緊级級线線练練细細织織绅紳终終绘繪给給统統继繼绪緒续續绵綿"
    "网網职職肃肅脉脈腾騰舰艦药藥节節芸蕓苍蒼营營萝蘿虾蝦补補见見规規视視览覽训訓议議记記讲講论論证證评評识識诉訴词詞"
    "诸諸调調贞貞财財购購贸貿赛賽轮輪软軟辅輔边邊过過还還选選邻鄰郦酈鉴鑒针針铃鈴锁鎖镜鏡间間闵閔阁閣阔闊队隊阶階际際"
    "陇隴随隨难難霁霽韬韜页頁顶頂领領频頻飒颯馆館驹駒骄驕骆駱鱼魚鲤鯉鸥鷗鸽鴿鸾鸞黉黌龄齡"
)
_SIMPLE = str.maketrans({_PAIRS[at + 1]: _PAIRS[at] for at in range(0, len(_PAIRS), 2)})
_ABROAD = ("81", "82", "83")


def as_printed(read: str, number: str) -> str:
    """Return what was read as a card with that number prints it."""
    return read if number.startswith(_ABROAD) else read.translate(_SIMPLE)
